import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { type ApprovalLink, isProblem, type LinkDecision, publicDecideByLink } from "@portico/api";
import { ErrorAlert } from "@portico/ui";
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
  byPerson: (act: () => void) => (event: MouseEvent) => void;
  onBack: () => void;
}

function Confirmation({ decision, count, token, byPerson, onBack, ...on }: ConfirmationProps) {
  const { t } = useTranslation("approve");
  const [reason, setReason] = useState("");
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
      on.onDone((await publicDecideByLink({ body, throwOnError: true })).data);
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
