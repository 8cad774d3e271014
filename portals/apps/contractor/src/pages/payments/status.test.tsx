import { startTexts } from "@portico/ui";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import en from "../../locales/en/payments.json";
import fr from "../../locales/fr/payments.json";
import nb from "../../locales/nb/payments.json";
import { Remarks } from "./status";

afterEach(cleanup);

test.each([
  ["en", en],
  ["fr", fr],
  ["nb", nb],
] as const)(
  "what is known of a sum before deductions is a sentence, and so is why it waits (%s)",
  async (language, texts) => {
    await startTexts(language, async () => texts, ["payments"]);
    const reason = "We have no deduction rules for pay in USD in CA-ON.";
    render(<Remarks of={{ state: "on_hold", deductions_unsettled: true, held_because: reason }} />);
    expect(screen.getByText(reason)).toBeTruthy();
    expect(screen.getByText(texts.is_before_deductions).textContent).toMatch(/^\p{Lu}.*\.$/u);
  },
);
