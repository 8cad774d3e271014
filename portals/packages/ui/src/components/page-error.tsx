import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "./page";
import { ErrorState } from "./states";

/**
 * In the place of a page that could not be fetched or drawn: the frame stays around it, and it is
 * tried again on demand and as soon as the browser is connected again.
 */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("ui");
  const router = useRouter();
  const again = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  useEffect(() => {
    globalThis.addEventListener("online", again);
    return () => globalThis.removeEventListener("online", again);
  }, [again]);
  return (
    <Page title={t(navigator.onLine ? "states.error_title" : "states.offline_title")}>
      <ErrorState error={error} onRetry={again} isTitled />
    </Page>
  );
}
