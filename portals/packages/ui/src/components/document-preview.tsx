import { Anchor, Button, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import type { Document } from "@portico/api";
import {
  IconAlertTriangle,
  IconDownload,
  IconFileTypePdf,
  IconFileTypeXml,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "./card";
import classes from "./document-preview.module.css";

interface Props {
  /** Left out when it is not even ordered yet: it comes by itself. */
  document: Document | undefined;
  /** What it is, in the person's language. */
  title: string;
  /** Where the portal's documents are: `/api/contractor/documents`. */
  base: string;
}

/** A document in the page: every page as an image, the PDF and its e-invoice to download. */
export function DocumentPreview({ document, title, base }: Props) {
  const { t } = useTranslation("ui");
  if (document?.state === "failed") {
    return (
      <Card>
        <Group gap="sm">
          <IconAlertTriangle size={20} aria-hidden />
          <Text>{t("document.failed", { title })}</Text>
        </Group>
      </Card>
    );
  }
  if (document?.state !== "rendered") {
    return (
      <Card>
        <Group gap="sm" role="status">
          <Loader size="sm" aria-hidden />
          <Text>{t("document.ordered", { title })}</Text>
        </Group>
      </Card>
    );
  }
  const address = `${base}/${document.document_id}`;
  const hasEInvoice = document.e_invoices?.some(
    (file) => file.syntax === "peppol" && file.sha256 !== null,
  );
  return (
    <Stack gap="sm" component="section" aria-label={`${title} ${document.number}`}>
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <IconFileTypePdf size={20} aria-hidden />
          <Text fw={600}>{title}</Text>
          <Text c="dimmed">{document.number}</Text>
        </Group>
        <Group gap="sm">
          {hasEInvoice ? (
            <Button
              component="a"
              href={`${address}/e-invoice`}
              variant="subtle"
              leftSection={<IconFileTypeXml size={18} aria-hidden />}
            >
              {t("document.download_e_invoice")}
            </Button>
          ) : null}
          <Button
            component="a"
            href={`${address}/content?download=true`}
            download={document.file_name}
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t("document.download")}
          </Button>
        </Group>
      </Group>
      <PreviewedPages base={address} pages={document.pages ?? 1} title={title} />
    </Stack>
  );
}

interface PagesProps {
  /** Where the document is: its pages are at `/preview`, the whole at `/content`. */
  base: string;
  pages: number;
  title: string;
  /** What both are asked for beside the page: `sha256=…`. */
  query?: string;
}

/** Every page of a document as an image, one below the other. */
export function PreviewedPages({ base, pages, title, query }: PagesProps) {
  const { t } = useTranslation("ui");
  return Array.from({ length: pages }, (_, index) => index + 1).map((page) => (
    <PreviewedPage
      key={`${query} ${page}`}
      source={`${base}/preview?page=${page}${query ? `&${query}` : ""}`}
      name={t("document.page", { title, page, pages })}
      full={`${base}/content${query ? `?${query}` : ""}`}
    />
  ));
}

function PreviewedPage({ source, name, full }: { source: string; name: string; full: string }) {
  const { t } = useTranslation("ui");
  const [state, setState] = useState<"loading" | "there" | "failed">("loading");
  if (state === "failed") {
    return (
      <Text c="dimmed">
        {t("document.no_preview")} <Anchor href={full}>{t("document.open")}</Anchor>
      </Text>
    );
  }
  return (
    <Paper withBorder radius="sm" className={classes.sheet} data-state={state}>
      <img
        src={source}
        alt={name}
        loading="lazy"
        className={classes.image}
        onLoad={() => setState("there")}
        onError={() => setState("failed")}
      />
    </Paper>
  );
}
