import { Button, Stack } from "@mantine/core";
import {
  type Link,
  type LinkPurpose,
  type LinkState,
  type RenewalOutcome,
  sessionInspectLink,
  sessionRenewLink,
} from "@portico/api";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink, TextLink } from "../../components/link";
import { ErrorState, RowsSkeleton } from "../../components/states";
import { useBoot } from "../../context";
import { isLanguage, speak } from "../../i18n";
import { AccountAlert } from "../cause";
import { Sent } from "./forgot";
import { SignInFrame } from "./frame";

/** A link that still leads where it says; its person is told of. */
export interface GoodLink extends Link {
  email: string;
  name: string;
}

interface Props {
  token: string | undefined;
  purpose: LinkPurpose;
  title: string;
  /** Looking at a link uses nothing up. `onOver` looks again, after a refusal. */
  children: (link: GoodLink, token: string, onOver: () => void) => ReactNode;
}

/** Looks at the link of an e-mail: what it is good for, or that it is over and how to go on. */
export function WithLink({ token, purpose, title, children }: Props) {
  const { portal } = useBoot();
  const query = useQuery({
    queryKey: ["link", token],
    enabled: token !== undefined,
    queryFn: async () => (await sessionInspectLink({ body: { token: token ?? "" } })).data,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const link = query.data;
  useSpeaks(link?.language);
  if (token !== undefined && link === undefined) {
    return (
      <SignInFrame title={title}>
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton rows={4} />
        )}
      </SignInFrame>
    );
  }
  const leadsHere = link?.purpose === purpose && link.portal === portal;
  if (token === undefined || !link || link.state !== "valid" || !leadsHere) {
    const state = !link || link.state === "valid" ? "unknown" : link.state;
    return <Over token={token ?? ""} state={state} outlook={link?.outlook ?? "link"} />;
  }
  const good = { ...link, email: link.email ?? "", name: link.name ?? "" };
  return children(good, token, () => void query.refetch());
}

/** The person's language, until another is chosen on the page. */
function useSpeaks(language: string | null | undefined): void {
  const spoken = useRef<string | null>(null);
  useEffect(() => {
    if (spoken.current !== null || !isLanguage(language)) return;
    spoken.current = language;
    void speak(language);
  }, [language]);
}

interface OverProps {
  token: string;
  state: Exclude<LinkState, "valid">;
  outlook: RenewalOutcome;
}

/** A link that leads nowhere any more, and what does: another link, or logging in. */
function Over({ token, state, outlook: known }: OverProps) {
  const { t } = useTranslation("account");
  const { agency } = useBoot();
  const [outlook, setOutlook] = useState(known);
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const renew = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await sessionRenewLink({ body: { token } });
      setOutlook(data?.outlook ?? "link");
      setSent(data?.outlook === "link");
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  if (sent) return <Sent lead={t("link.renewed")} />;
  return (
    <SignInFrame
      title={t(`link.${state}`)}
      lead={
        outlook === "link" ? t(`link.${state}_lead`) : t(`link.${outlook}`, { agency: agency.name })
      }
    >
      <Stack gap="md">
        <AccountAlert error={error} />
        {outlook === "has_access" && (
          <ButtonLink fullWidth to="/login">
            {t("login.title")}
          </ButtonLink>
        )}
        {outlook === "link" && state !== "unknown" && (
          <Button fullWidth loading={busy} onClick={() => void renew()}>
            {t("link.renew")}
          </Button>
        )}
        {outlook === "link" && state === "unknown" && (
          <TextLink to="/forgot">{t("link.ask_again")}</TextLink>
        )}
        {outlook !== "has_access" && <TextLink to="/login">{t("login.back")}</TextLink>}
      </Stack>
    </SignInFrame>
  );
}
