import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import {
  type ApprovalLink,
  isProblem,
  type LinkDecision,
  type LinkedWork,
  publicDecideByLink,
} from "@portico/api";
import { draftKey, ErrorAlert, readDraft, useBoot, writeDraft } from "@portico/ui";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const REASON_CHARACTERS = 500;

interface Props {
  link: ApprovalLink;
  token: string;
  onDone: (link: ApprovalLink) => void;
  onOver: () => void;
}

/**
 * Approve or return, and then the confirmation of it: two clicks of a person. A click that a script
 * makes counts for nothing.
 */
export function Decision({ link, token, onDone, onOver }: Props) {
  const { t } = useTranslation("approve");
  const [asked, setAsked] = useState<LinkDecision | null>(null);
  const count = link.work?.entries.length ?? 0;
  const byPerson = (act: () => void) => (event: MouseEvent) => {
    if (event.nativeEvent.isTrusted) act();
  };
  if (asked) {
    return (
      <Confirmation
        decision={asked}
        count={count}
        work={link.work}
        token={token}
        byPerson={byPerson}
        onBack={() => setAsked(null)}
        onDone={onDone}
        onOver={onOver}
      />
    );
  }
  return (
    <Group grow gap="sm">
      {link.may_return && (
        <Button variant="default" onClick={byPerson(() => setAsked("return"))}>
          {t("return")}
        </Button>
      )}
      <Button onClick={byPerson(() => setAsked("approve"))}>{t("approve")}</Button>
    </Group>
  );
}

interface ConfirmationProps extends Omit<Props, "link"> {
  decision: LinkDecision;
  count: number;
  work: LinkedWork | null;
  byPerson: (act: () => void) => (event: MouseEvent) => void;
  onBack: () => void;
}

/**
 * The reason, kept in this tab while it is typed. Nobody is signed in: it is kept by what it is
 * about, and not by the link, which is a secret.
 */
function useReason(work: LinkedWork | null) {
  const { portal } = useBoot();
  const about = work && [work.project_name, work.contractor_name, work.first_on, work.last_on];
  const key = draftKey(portal, "link", JSON.stringify(about));
  const [reason, setReason] = useState(() => readDraft<string>(key) ?? "");
  const keep = (typed: string) => {
    setReason(typed);
    writeDraft(key, typed || undefined);
  };
  return [reason, keep] as const;
}

function Confirmation({
  decision,
  count,
  work,
  token,
  byPerson,
  onBack,
  ...on
}: ConfirmationProps) {
  const { t } = useTranslation("approve");
  const [reason, setReason] = useReason(work);
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const first = useRef<HTMLElement | null>(null);
  useEffect(() => first.current?.focus(), []);
  const returns = decision === "return";
  const send = async () => {
    const said = reason.trim();
    setMissing(returns && !said);
    if ((returns && !said) || busy) return;
    setBusy(true);
    setError(null);
    try {
      const body = { token, decision, count, ...(returns && { reason: said }) };
      const { data } = await publicDecideByLink({ body, throwOnError: true });
      setReason("");
      on.onDone(data);
    } catch (failure) {
      setError(failure);
      if (isProblem(failure) && failure.code === "link_not_valid") on.onOver();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="md" component="section" aria-label={t(`confirm.${decision}`, { count })}>
      <Text>{t(`what.${decision}`, { count })}</Text>
      {returns && (
        <Textarea
          label={t("reason")}
          description={t("reason_hint")}
          required
          autosize
          minRows={2}
          maxLength={REASON_CHARACTERS}
          value={reason}
          error={isMissing ? t("missing_reason") : null}
          onChange={(event) => setReason(event.currentTarget.value)}
          ref={(field) => {
            first.current = field;
          }}
        />
      )}
      <ErrorAlert error={error} />
      <Group grow gap="sm">
        <Button variant="default" onClick={onBack} disabled={busy}>
          {t("cancel")}
        </Button>
        <Button
          color={returns ? "red" : undefined}
          loading={busy}
          onClick={byPerson(() => void send())}
          ref={(button) => {
            if (!returns) first.current = button;
          }}
        >
          {t(`confirm.${decision}`, { count })}
        </Button>
      </Group>
    </Stack>
  );
}
