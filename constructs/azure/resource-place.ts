/** Where an Azure resource is created. */
export interface ResourcePlace {
  readonly resourceGroupName: string;

  /** Region, for example `westeurope`. */
  readonly location: string;
}
