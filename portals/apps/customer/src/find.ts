import { customerListInvoices, customerListOffers, type Me } from "@portico/api";
import type { SearchResult } from "@portico/ui/portal";

const MOST = 5;

/** Invoices whose number, and offers whose number or title, has this text; as far as one may look. */
export async function find(text: string, { permissions }: Me["person"]): Promise<SearchResult[]> {
  const query = { search: text, limit: MOST };
  const [invoices, offers] = await Promise.all([
    permissions.includes("invoices.view")
      ? customerListInvoices({ query, throwOnError: true })
      : undefined,
    permissions.includes("offers.view")
      ? customerListOffers({ query, throwOnError: true })
      : undefined,
  ]);
  return [
    ...(invoices?.data.items ?? []).map(({ invoice_id, number, project_name, company_name }) => ({
      id: invoice_id,
      label: `${number} · ${project_name ?? company_name}`,
      href: `/invoices/${invoice_id}`,
    })),
    ...(offers?.data.items ?? []).map(({ offer_id, number, title }) => ({
      id: offer_id,
      label: `${number} · ${title}`,
      href: `/offers/${offer_id}`,
    })),
  ];
}
