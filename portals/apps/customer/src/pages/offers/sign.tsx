import { Checkbox, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { customerSignOffer, type Offer, type OfferSignature } from "@portico/api";
import { CopyId, tell, Unbroken } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { reasonAt, useAnswering } from "./answering";
import { AnswerDialog } from "./dialog";
import classes from "./offers.module.css";
import { Pad } from "./pad";
import { isSignature, type Stroke } from "./strokes";

const MOST_LETTERS = 200;
type Way = "typed" | "drawn";
type Field = Way | "consent";

/** Sign the file that was shown: typed or drawn, with the consent that was shown. */
export function SignDialog({ of, onClose }: { of: Offer; onClose: () => void }) {
  const { t, i18n } = useTranslation("offers");
  const { answer, busy, error, isOver } = useAnswering(of.offer_id);
  const [way, setWay] = useState<Way>("typed");
  const [typed, setTyped] = useState(useMe().person.name);
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const [agreed, setAgreed] = useState(false);
  const [wrong, setWrong] = useState<Field | null>(null);
  const consent = of.consents.find(({ language }) => language === i18n.language) ?? of.consents[0];
  const errorOf = (field: Field) => {
    if (wrong === field) return t(`sign.missing_${field}`);
    const reason = field === "consent" ? undefined : reasonAt(error, field);
    return reason === undefined ? null : t(`sign.refused_${field === "drawn" ? "drawn" : "typed"}`);
  };
  const sign = async () => {
    const missing = missingOf(way, typed, strokes, agreed);
    setWrong(missing);
    if (missing || !consent) return;
    const body: OfferSignature = {
      sha256: of.sha256,
      consent_version: consent.version,
      language: consent.language,
      ...(way === "typed" ? { typed: typed.trim() } : { drawn: strokes }),
    };
    const path = { offer_id: of.offer_id };
    const isSigned = await answer(body, (headers) =>
      customerSignOffer({ path, body, headers, throwOnError: true }),
    );
    if (!isSigned) return;
    tell(t("sign.done", { title: of.title }));
    onClose();
  };
  return (
    <AnswerDialog
      title={t("sign.title", { title: of.title })}
      size="lg"
      onClose={onClose}
      onSend={sign}
      action={t("sign.action", { title: of.title })}
      busy={busy}
      error={reasonAt(error, "typed") || reasonAt(error, "drawn") ? null : error}
      refused={t("sign.refused")}
      isOver={isOver}
    >
      <Text>{t("sign.what", { number: of.number, count: of.pages })}</Text>
      <Stack gap="sm">
        <SegmentedControl
          fullWidth
          aria-label={t("sign.way")}
          value={way}
          onChange={(value) => setWay(value as Way)}
          data={[
            { value: "typed", label: t("sign.typed") },
            { value: "drawn", label: t("sign.drawn") },
          ]}
        />
        {way === "typed" ? (
          <TextInput
            label={t("sign.name")}
            value={typed}
            maxLength={MOST_LETTERS}
            autoComplete="name"
            required
            error={errorOf("typed")}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : (
          <Pad strokes={strokes} onChange={setStrokes} error={errorOf("drawn")} />
        )}
      </Stack>
      {consent && (
        <Checkbox
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
          label={consent.text}
          description={t("sign.version", { version: consent.version })}
          error={errorOf("consent")}
          aria-invalid={wrong === "consent"}
        />
      )}
      <Text size="sm" c="dimmed">
        {t("sign.kept")}
      </Text>
      <Text size="sm" c="dimmed" className={classes.hash}>
        <Unbroken>SHA-256</Unbroken> <CopyId value={of.sha256} />
      </Text>
    </AnswerDialog>
  );
}

/** The first of what is still to be given. */
function missingOf(way: Way, typed: string, strokes: Stroke[], agreed: boolean): Field | null {
  if (way === "typed" && !typed.trim()) return "typed";
  if (way === "drawn" && !isSignature(strokes)) return "drawn";
  return agreed ? null : "consent";
}
