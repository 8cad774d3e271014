import { Select, Text } from "@mantine/core";
import { customerForwardOffer, type Offer } from "@portico/api";
import { Loaded, RowsSkeleton, tell, useDraft } from "@portico/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { reasonAt, useAnswering } from "./answering";
import { AnswerDialog } from "./dialog";
import { signersOptions } from "./queries";
import { ReasonField } from "./reason";

/** Name the right signer, with why (B8). */
export function ForwardDialog({ of, onClose }: { of: Offer; onClose: () => void }) {
  const { t } = useTranslation("offers");
  const { answer, busy, error, isOver } = useAnswering(of.offer_id);
  const query = useQuery(signersOptions(of.company_id));
  const [personId, setPersonId] = useState<string | null>(null);
  const [reason, setReason, forget] = useDraft(`offer-forward-${of.offer_id}`, "");
  const [missing, setMissing] = useState<"person" | "reason" | null>(null);
  const known = new Set(of.places.map(({ person_id }) => person_id));
  const others = query.data?.items.filter(({ person_id }) => !known.has(person_id)) ?? [];
  const name = others.find(({ person_id }) => person_id === personId)?.name;
  const refused = reasonAt(error, "reason");
  const forward = async () => {
    const isMissing = !personId ? "person" : !reason.trim() ? "reason" : null;
    setMissing(isMissing);
    if (isMissing || !personId) return;
    const body = { person_id: personId, reason: reason.trim() };
    const path = { offer_id: of.offer_id };
    const isDone = await answer(body, (headers) =>
      customerForwardOffer({ path, body, headers, throwOnError: true }),
    );
    if (!isDone) return;
    forget();
    tell(t("forward.done", { name }));
    onClose();
  };
  return (
    <AnswerDialog
      title={t("forward.title", { title: of.title })}
      onClose={onClose}
      onSend={forward}
      action={name ? t("forward.action", { name }) : t("forward.action_none")}
      busy={busy}
      error={refused ? null : error}
      refused={t("forward.refused")}
      isOver={isOver}
      isPossible={query.data === undefined || others.length > 0}
    >
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {() =>
          others.length === 0 ? (
            <Text>{t("forward.nobody", { company: of.company_name })}</Text>
          ) : (
            <>
              <Text>{t("forward.what")}</Text>
              <Select
                label={t("forward.to")}
                placeholder={t("forward.choose")}
                data={others.map(({ person_id, name: label }) => ({ value: person_id, label }))}
                value={personId}
                onChange={setPersonId}
                searchable
                required
                nothingFoundMessage={t("filter.nothing", { ns: "ui" })}
                error={missing === "person" ? t("forward.missing") : null}
              />
              <ReasonField
                label={t("forward.reason")}
                description={t("forward.reason_hint")}
                value={reason}
                onChange={setReason}
                error={
                  missing === "reason" ? t("missing_reason") : refused ? t("refused_reason") : null
                }
              />
            </>
          )
        }
      </Loaded>
    </AnswerDialog>
  );
}
