/** Where an Azure resource is put. */
export interface ResourcePlace {
  readonly resourceGroupName: string;

  /** Region, for example `westeurope`. */
  readonly location: string;
}
