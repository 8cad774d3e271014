import { customerListOffers, type Me } from "@portico/api";
import { expect, test, vi } from "vitest";
import { find } from "./find";

vi.mock("@portico/api", () => ({ customerListOffers: vi.fn() }));

const holding = (...permissions: string[]) => ({ permissions }) as unknown as Me["person"];

test("an offer is found by its number, by who may see offers", async () => {
  const items = [{ offer_id: "7", number: "OFF-2026-0004", title: "Winter order" }];
  const list = vi.mocked(customerListOffers).mockResolvedValue({ data: { items } } as never);
  expect(await find("0004", holding("work.view"))).toEqual([]);
  expect(list).not.toHaveBeenCalled();
  expect(await find("0004", holding("offers.view"))).toEqual([
    { id: "7", label: "OFF-2026-0004 · Winter order", href: "/offers/7" },
  ]);
  expect(list.mock.calls[0]?.[0]).toMatchObject({ query: { search: "0004" } });
});
