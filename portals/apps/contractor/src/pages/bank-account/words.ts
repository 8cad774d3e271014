import type { BankAccount, BankAccountState, Money } from "@portico/api";
import { type Tone, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";

export const TONES: Readonly<Record<BankAccountState, Tone>> = {
  in_force: "good",
  cooling_off: "warn",
  taken_back: "neutral",
  replaced: "neutral",
};

/** "Account ending 1234": no page has more of a number. */
export function useEnding(): (account: BankAccount) => string {
  const { t } = useTranslation("bank-account");
  return ({ ending }) => t("ending", { ending });
}

/** Amounts of one or several currencies, in a sentence. */
export function useSums(): (amounts: readonly Money[]) => string {
  const formats = useFormats();
  return (amounts) => amounts.map((amount) => formats.money(amount)).join(" + ");
}
