import { Group, Stack, Text } from "@mantine/core";
import type { Offer } from "@portico/api";
import { Card, Section, Status, type Tone, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./offers.module.css";
import { placeOf } from "./standing";

const TONES: Record<ReturnType<typeof placeOf>, Tone> = {
  signed: "good",
  sealing: "info",
  declined: "bad",
  asked: "warn",
  waits: "neutral",
  not_asked: "neutral",
};

/** Who signs in which order, and how far it is. */
export function Signers({ of }: { of: Offer }) {
  const { t } = useTranslation("offers");
  return (
    <Section title={t("signers.title")}>
      <Card>
        {of.signers > 1 && (
          <Text c="dimmed">{t("signed_of", { signed: of.signed, signers: of.signers })}</Text>
        )}
        <ol className={classes.signers}>
          {of.places.map((place) => (
            <Signer key={place.position} of={of} place={place} />
          ))}
        </ol>
      </Card>
    </Section>
  );
}

function Signer({ of, place }: { of: Offer; place: Offer["places"][number] }) {
  const { t } = useTranslation("offers");
  const formats = useFormats();
  const state = placeOf(place, of);
  const at = place.signed_at ?? place.declined_at ?? (of.closed_at ? null : place.asked_at);
  return (
    <li className={classes.signer}>
      <span className={classes.position} aria-hidden>
        {place.position}
      </span>
      <Stack gap={2}>
        <Group gap="xs" justify="space-between">
          <Text fw={550} style={{ overflowWrap: "anywhere" }}>
            {place.name}
          </Text>
          <Status tone={TONES[state]}>{t(`signers.${state}`)}</Status>
        </Group>
        {at && (
          <Text size="sm" c="dimmed">
            <time dateTime={at}>{formats.moment(at)}</time>
          </Text>
        )}
        {place.forwardings.map((one) => (
          <Text size="sm" key={one.at} style={{ overflowWrap: "anywhere" }}>
            {t("signers.forwarded", { from: one.from_name, reason: one.reason })}
          </Text>
        ))}
      </Stack>
    </li>
  );
}
