/** What the edge writes into the page: the agency, its colour in both themes, the language. */

export interface Accent {
  colour: string;
  /** The text colour that reads on it. */
  on: string;
}

export interface Boot {
  portal: "contractor" | "customer" | "agency";
  language: string;
  nonce: string;
  agency: {
    slug: string;
    name: string;
    country: string;
    currency: string;
    timeZone: string;
    weekStartsOn: number;
    languages: string[];
    supportEmail: string;
  };
  accent: { light: Accent; dark: Accent };
}

/** Read it. Throws where the page was not served by the edge. */
export function readBoot(root: Document = document): Boot {
  const content = root.querySelector('meta[name="portico-boot"]')?.getAttribute("content") ?? "{}";
  const boot = JSON.parse(content) as Partial<Boot>;
  if (!boot.portal)
    throw new Error("This page is to be served by the edge: it carries no boot data");
  return boot as Boot;
}
