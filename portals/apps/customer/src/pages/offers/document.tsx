import { Anchor, Group, Stack, Text } from "@mantine/core";
import type { Offer } from "@portico/api";
import { CopyId, PreviewedPages, Section } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./offers.module.css";

/** The exact bytes that are signed, page by page, with their hash. */
export function OfferDocument({ of }: { of: Offer }) {
  const { t } = useTranslation("offers");
  const base = `/api/customer/offers/${of.offer_id}`;
  // By its hash: what another signature has changed meanwhile is not shown as this.
  const query = `sha256=${of.sha256}`;
  return (
    <Section
      title={t("document.title")}
      action={
        <Anchor href={`${base}/content?${query}`} target="_blank" rel="noreferrer">
          {t("document.open")}
        </Anchor>
      }
    >
      <Stack gap="sm">
        <div>
          <Text size="sm" c="dimmed">
            {t(of.closed_at ? "document.as_it_is" : "document.to_be_signed", { count: of.pages })}
          </Text>
          <Group gap="xs" align="baseline" wrap="wrap">
            <Text size="sm" c="dimmed">
              SHA-256
            </Text>
            <span className={classes.hash}>
              <CopyId value={of.sha256} />
            </span>
          </Group>
          {of.level && (
            <Text size="sm" c="dimmed">
              {t(`level.${of.level === "B-LTA" ? "lta" : "b"}`, { level: of.level })}
            </Text>
          )}
        </div>
        <PreviewedPages base={base} pages={of.pages} title={of.title} query={query} />
      </Stack>
    </Section>
  );
}
