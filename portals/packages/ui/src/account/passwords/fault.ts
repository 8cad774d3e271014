import { isProblem } from "@portico/api";
import { useTranslation } from "react-i18next";
import { type Criteria, firstBroken } from "./criteria";

/** Why a new password cannot be taken, in words. `temporary`: a temporary password led here. */
export function usePasswordFault({ temporary = false } = {}) {
  const { t } = useTranslation("account");
  return {
    /** What the page sees by itself. */
    typed: (password: string, criteria: Criteria): string | undefined => {
      if (!password) return t("form.password_needed");
      const broken = firstBroken(criteria);
      return broken && t(`password.broken.${broken}`);
    },
    /** What the server says against it; undefined if the refusal is about something else. */
    refused: (error: unknown): string | undefined => {
      if (!isProblem(error) || error.status !== 422) return undefined;
      const ofPassword = error.fields.some(({ field }) => field.split(".").at(-1) === "password");
      const context = temporary ? "temporary" : undefined;
      return ofPassword ? t("password.broken.refused", { context }) : undefined;
    },
  };
}
