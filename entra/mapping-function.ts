/** How many arguments a function of Entra's mapping language accepts. */
export interface MappingFunction {
  readonly argumentsMin: number;
  readonly argumentsMax: number;
}

/** Functions that Entra documents for mappings. Names are case-sensitive. */
export const MAPPING_FUNCTIONS: ReadonlyMap<string, MappingFunction> = new Map(
  Object.entries({
    Append: takes(2),
    AppRoleAssignmentsComplex: takes(1),
    AssertiveAppRoleAssignmentsComplex: takes(1),
    BitAnd: takes(2),
    CBool: takes(1),
    CDate: takes(1),
    Coalesce: takes(1, Infinity),
    ConvertToBase64: takes(1),
    ConvertToUTF8Hex: takes(1),
    Count: takes(1),
    CStr: takes(1),
    DateAdd: takes(3),
    DateDiff: takes(3),
    DateFromNum: takes(1),
    FormatDateTime: takes(4),
    Guid: takes(0),
    IgnoreFlowIfNullOrEmpty: takes(1),
    IIF: takes(3),
    InStr: takes(2, 4),
    IsNull: takes(1),
    IsNullOrEmpty: takes(1),
    IsPresent: takes(1),
    IsString: takes(1),
    Item: takes(2),
    Join: takes(2, Infinity),
    Left: takes(2),
    Len: takes(1),
    Mid: takes(3),
    NormalizeDiacritics: takes(1),
    Not: takes(1),
    Now: takes(0),
    NumFromDate: takes(1),
    PCase: takes(1, 2),
    RandomString: takes(5, 6),
    Redact: takes(1),
    RemoveDuplicates: takes(1),
    Replace: takes(7),
    SelectUniqueValue: takes(2, Infinity),
    SingleAppRoleAssignment: takes(1),
    Split: takes(2),
    StripSpaces: takes(1),
    Switch: takes(4, Infinity),
    ToLower: takes(1, 2),
    ToUpper: takes(1, 2),
    Word: takes(3),
  }),
);

function takes(argumentsMin: number, argumentsMax = argumentsMin): MappingFunction {
  return { argumentsMin, argumentsMax };
}
