import { customerListInvoices, customerListOffers, type Me } from "@portico/api";
import { beforeEach, expect, test, vi } from "vitest";
import { find } from "./find";

vi.mock("@portico/api", () => ({ customerListInvoices: vi.fn(), customerListOffers: vi.fn() }));

const holding = (...permissions: string[]) => ({ permissions }) as unknown as Me["person"];

const invoice = {
  invoice_id: "3",
  number: "I-2026-0004",
  company_name: "Nord",
  project_name: null,
};
const offer = { offer_id: "7", number: "OFF-0004", title: "Winter order" };

beforeEach(() => {
  vi.mocked(customerListInvoices).mockResolvedValue({ data: { items: [invoice] } } as never);
  vi.mocked(customerListOffers).mockResolvedValue({ data: { items: [offer] } } as never);
});

test("invoices and offers are found by their number", async () => {
  expect(await find("0004", holding("invoices.view", "offers.view"))).toEqual([
    { id: "3", label: "I-2026-0004 · Nord", href: "/invoices/3" },
    { id: "7", label: "OFF-0004 · Winter order", href: "/offers/7" },
  ]);
  for (const list of [customerListInvoices, customerListOffers]) {
    expect(vi.mocked(list).mock.calls[0]?.[0]).toMatchObject({ query: { search: "0004" } });
  }
});

test("nothing is asked for that one may not see", async () => {
  vi.clearAllMocks();
  expect(await find("0004", holding("work.view"))).toEqual([]);
  expect((await find("0004", holding("offers.view"))).map(({ id }) => id)).toEqual(["7"]);
  expect(customerListInvoices).not.toHaveBeenCalled();
});
