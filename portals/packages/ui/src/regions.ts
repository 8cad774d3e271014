import COUNTRIES from "./generated/countries.json";

/**
 * Provinces and states by name, where an address needs one: browsers name countries alone. The codes
 * are those of ISO 3166-2 without the country, as `chassis.fields` takes them.
 */
type Names = Readonly<Record<string, string>>;

const CANADA: Names = {
  AB: "Alberta",
  BC: "British Columbia",
  MB: "Manitoba",
  NB: "New Brunswick",
  NL: "Newfoundland and Labrador",
  NS: "Nova Scotia",
  NT: "Northwest Territories",
  NU: "Nunavut",
  ON: "Ontario",
  PE: "Prince Edward Island",
  QC: "Quebec",
  SK: "Saskatchewan",
  YT: "Yukon",
};
const STATES: Names = {
  AK: "Alaska",
  AL: "Alabama",
  AR: "Arkansas",
  AS: "American Samoa",
  AZ: "Arizona",
  CA: "California",
  CO: "Colorado",
  CT: "Connecticut",
  DC: "District of Columbia",
  DE: "Delaware",
  FL: "Florida",
  GA: "Georgia",
  GU: "Guam",
  HI: "Hawaii",
  IA: "Iowa",
  ID: "Idaho",
  IL: "Illinois",
  IN: "Indiana",
  KS: "Kansas",
  KY: "Kentucky",
  LA: "Louisiana",
  MA: "Massachusetts",
  MD: "Maryland",
  ME: "Maine",
  MI: "Michigan",
  MN: "Minnesota",
  MO: "Missouri",
  MP: "Northern Mariana Islands",
  MS: "Mississippi",
  MT: "Montana",
  NC: "North Carolina",
  ND: "North Dakota",
  NE: "Nebraska",
  NH: "New Hampshire",
  NJ: "New Jersey",
  NM: "New Mexico",
  NV: "Nevada",
  NY: "New York",
  OH: "Ohio",
  OK: "Oklahoma",
  OR: "Oregon",
  PA: "Pennsylvania",
  PR: "Puerto Rico",
  RI: "Rhode Island",
  SC: "South Carolina",
  SD: "South Dakota",
  TN: "Tennessee",
  TX: "Texas",
  UM: "U.S. Outlying Islands",
  UT: "Utah",
  VA: "Virginia",
  VI: "U.S. Virgin Islands",
  VT: "Vermont",
  WA: "Washington",
  WI: "Wisconsin",
  WV: "West Virginia",
  WY: "Wyoming",
};

/** Of each country by language: what has another name there than in English. */
const REGIONS: Readonly<Record<string, { en: Names; fr: Names; nb: Names }>> = {
  CA: {
    en: CANADA,
    fr: {
      BC: "Colombie-Britannique",
      NB: "Nouveau-Brunswick",
      NL: "Terre-Neuve-et-Labrador",
      NS: "Nouvelle-Écosse",
      NT: "Territoires du Nord-Ouest",
      PE: "Île-du-Prince-Édouard",
      QC: "Québec",
    },
    nb: { NL: "Newfoundland og Labrador", NT: "Nordvestterritoriene" },
  },
  US: {
    en: STATES,
    fr: {
      AS: "Samoa américaines",
      CA: "Californie",
      DC: "District de Columbia",
      FL: "Floride",
      GA: "Géorgie",
      HI: "Hawaï",
      LA: "Louisiane",
      MP: "Îles Mariannes du Nord",
      NC: "Caroline du Nord",
      ND: "Dakota du Nord",
      NM: "Nouveau-Mexique",
      PA: "Pennsylvanie",
      PR: "Porto Rico",
      SC: "Caroline du Sud",
      SD: "Dakota du Sud",
      UM: "Îles mineures éloignées des É.-U.",
      VA: "Virginie",
      VI: "Îles Vierges américaines",
      WV: "Virginie-Occidentale",
    },
    nb: {
      AS: "Amerikansk Samoa",
      MP: "Nord-Marianene",
      NC: "Nord-Carolina",
      ND: "Nord-Dakota",
      SC: "Sør-Carolina",
      SD: "Sør-Dakota",
      UM: "USAs ytre øyer",
      VI: "De amerikanske jomfruøyene",
      WV: "Vest-Virginia",
    },
  },
};

/** Of ISO 3166-1, as services take them. */
export const COUNTRY_CODES: readonly string[] = COUNTRIES;

export interface Region {
  value: string;
  label: string;
}

/** The regions of a country in a language, by name; empty for one whose addresses need none. */
export function regionsOf(country: string, language: string): Region[] {
  const known = REGIONS[country];
  if (!known) return [];
  const own = language === "fr" || language === "nb" ? known[language] : {};
  return sorted({ ...known.en, ...own }, language);
}

/** The regions of any country, called as they are there; fetched when they are first asked for. */
export async function loadRegions(country: string, language: string): Promise<Region[]> {
  const known = regionsOf(country, language);
  if (known.length > 0) return known;
  const all: Record<string, Names> = (await import("./generated/regions.json")).default;
  return sorted(all[country] ?? {}, language);
}

/** A region by its name; its code where nobody here knows a name for it. */
export function regionName(country: string, region: string, language: string): string {
  return regionsOf(country, language).find(({ value }) => value === region)?.label ?? region;
}

function sorted(names: Names, language: string): Region[] {
  return Object.entries(names)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
}
