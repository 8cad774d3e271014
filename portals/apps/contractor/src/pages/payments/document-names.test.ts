import { expect, it } from "vitest";
import { called } from "./document-names";

const net = (amount_minor: number) => ({
  transaction_id: "t",
  net: { amount_minor, currency: "CAD" },
});

it("calls a contractor's invoice of less than nothing a credit note", () => {
  expect(called("contractor_invoice", net(-1))).toBe("credit_note");
  expect(called("contractor_invoice", net(1))).toBe("contractor_invoice");
  expect(called("contractor_invoice", undefined)).toBe("contractor_invoice");
  expect(called("paystub", net(-1))).toBe("paystub");
});
