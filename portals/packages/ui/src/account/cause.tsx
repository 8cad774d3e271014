import { Alert } from "@mantine/core";
import { isProblem, problemOf } from "@portico/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCause } from "../components/states";

/** Says why something about an account failed, in the person's language. */
export function useAccountCause(): (error: unknown) => string {
  const { t } = useTranslation("account");
  const other = useCause();
  return (error) => {
    const problem = problemOf(error, undefined);
    if (problem.status === 429) {
      return t("problems.too_many", { count: minutes(problem.retryAfterSeconds) });
    }
    return other(error);
  };
}

function minutes(seconds: number | undefined): number {
  return Math.max(1, Math.ceil((seconds ?? 60) / 60));
}

/** A failed attempt, in a sentence. */
export function AccountAlert({ error }: { error: unknown }) {
  const cause = useAccountCause();
  const { t } = useTranslation("ui");
  if (!error) return null;
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      {cause(error)}
      {isProblem(error) && error.status >= 500 && error.requestId
        ? ` ${t("states.request_id")} ${error.requestId}`
        : null}
    </Alert>
  );
}
