import { Text } from "@mantine/core";
import { customerDeclineOffer, type Offer } from "@portico/api";
import { tell, useDraft } from "@portico/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { reasonAt, useAnswering } from "./answering";
import { AnswerDialog } from "./dialog";
import { ReasonField } from "./reason";

/** Decline, with the reason: it closes the offer for everybody. */
export function DeclineDialog({ of, onClose }: { of: Offer; onClose: () => void }) {
  const { t } = useTranslation("offers");
  const { answer, busy, error, isOver } = useAnswering(of.offer_id);
  const [reason, setReason, forget] = useDraft(`offer-decline-${of.offer_id}`, "");
  const [isMissing, setMissing] = useState(false);
  const refused = reasonAt(error, "reason");
  const decline = async () => {
    setMissing(!reason.trim());
    if (!reason.trim()) return;
    const body = { reason: reason.trim() };
    const path = { offer_id: of.offer_id };
    const isDone = await answer(body, (headers) =>
      customerDeclineOffer({ path, body, headers, throwOnError: true }),
    );
    if (!isDone) return;
    forget();
    tell(t("decline.done", { title: of.title }));
    onClose();
  };
  return (
    <AnswerDialog
      title={t("decline.title", { title: of.title })}
      onClose={onClose}
      onSend={decline}
      action={t("decline.action", { title: of.title })}
      dangerous
      busy={busy}
      error={refused ? null : error}
      refused={t("decline.refused")}
      isOver={isOver}
    >
      <Text>{t("decline.what")}</Text>
      <ReasonField
        label={t("decline.reason")}
        description={t("decline.reason_hint")}
        value={reason}
        onChange={setReason}
        error={isMissing ? t("missing_reason") : refused ? t("refused_reason") : null}
      />
    </AnswerDialog>
  );
}
