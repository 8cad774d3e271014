import { Alert, Stack, Text } from "@mantine/core";
import { type ApprovalLink, isProblem, publicInspectApprovalLink } from "@portico/api";
import { ButtonLink, ErrorState, RowsSkeleton, useBoot, useFormats } from "@portico/ui";
import { SignInFrame } from "@portico/ui/account";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Decision } from "./decision";
import { Linked } from "./linked";

type ShownLink = ApprovalLink | { state: "unknown"; work?: undefined };

/** The token of the address. It is its fragment, which no browser sends to anybody. */
function useToken(): string {
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    const read = () => setToken(window.location.hash.slice(1));
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  return token;
}

/**
 * What an e-mail asks to approve, for who has its link (B2). Opening it only looks; a person decides
 * by two clicks, and nothing else does.
 */
export function ApprovePage() {
  const { t } = useTranslation("approve");
  const token = useToken();
  const [done, setDone] = useState<ApprovalLink | null>(null);
  const query = useQuery({
    queryKey: ["approval link", token],
    enabled: token !== "",
    queryFn: async () =>
      (await publicInspectApprovalLink({ body: { token }, throwOnError: true })).data,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    gcTime: 0,
  });
  const isUnreadable = isProblem(query.error) && query.error.status === 422;
  const link: ShownLink | undefined =
    token === "" || isUnreadable ? { state: "unknown" } : (done ?? query.data);
  if (!link) {
    return (
      <SignInFrame title={t("title")}>
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton rows={4} />
        )}
      </SignInFrame>
    );
  }
  if (link.state !== "valid" || !link.work) return <Over link={link} isDone={done !== null} />;
  return <Valid link={link} token={token} onDone={setDone} onOver={() => void query.refetch()} />;
}

interface ValidProps {
  link: ApprovalLink;
  token: string;
  onDone: (link: ApprovalLink) => void;
  onOver: () => void;
}

function Valid({ link, token, onDone, onOver }: ValidProps) {
  const { t } = useTranslation("approve");
  const { agency } = useBoot();
  if (!link.work) return null;
  return (
    <SignInFrame
      title={t("title")}
      lead={t(link.stands_in_for ? "lead_stand_in" : "lead", {
        name: link.for_name,
        approver: link.stands_in_for,
        agency: agency.name,
      })}
    >
      <Linked work={link.work} />
      <Decision link={link} token={token} onDone={onDone} onOver={onOver} />
      <ButtonLink to="/login" variant="subtle" fullWidth>
        {t("sign_in_instead")}
      </ButtonLink>
    </SignInFrame>
  );
}

/** A link that decides nothing any more: what happened, and the way in. */
function Over({ link, isDone }: { link: ShownLink; isDone: boolean }) {
  const { t } = useTranslation("approve");
  const formats = useFormats();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isDone) place.current?.focus();
  }, [isDone]);
  const used = link.state === "unknown" ? null : (link as ApprovalLink);
  const decided = used?.used_to;
  const when = used?.used_at ? formats.moment(used.used_at) : "";
  const title = decided ? t(`used.${decided}`) : t(`over.${link.state}`);
  const until = used?.final_at ? formats.momentTime(used.final_at) : null;
  return (
    <SignInFrame title={title}>
      <Stack gap="md" ref={place} tabIndex={-1} style={{ outline: "none" }}>
        {isDone ? (
          <Alert color="green" variant="light" role="status">
            {t(`done.${decided ?? "approve"}`)}
          </Alert>
        ) : (
          <Text>{t(`why.${link.state}`, { when })}</Text>
        )}
        {until && <Text>{t("until", { until: until.isToday ? until.time : until.moment })}</Text>}
        <ButtonLink to="/login" fullWidth>
          {t("sign_in")}
        </ButtonLink>
      </Stack>
    </SignInFrame>
  );
}
