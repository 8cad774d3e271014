import { Alert, List } from "@mantine/core";
import { useFormats } from "@portico/ui";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SkippedCell } from "./paste";
import { ArticleName } from "./totals";
import { useWhyLocked } from "./typing";
import type { Outcome as Result } from "./use-grid";

const SHOWN = 20;

/** The cells that a paste, or Delete, left as they are, each with its reason. */
export function Outcome({ outcome, onClose }: { outcome: Result; onClose: () => void }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const why = useWhyLeft();
  const { kind, changed, left, outside } = outcome;
  return (
    <Alert
      mt="sm"
      variant="default"
      icon={<IconAlertTriangle aria-hidden />}
      role="status"
      title={t(`outcome.${kind}`, { count: left.length + outside })}
      withCloseButton
      closeButtonLabel={t("close", { ns: "ui" })}
      onClose={onClose}
    >
      {t("outcome.rest", { count: changed })}
      <List size="sm" spacing={4} mt="xs">
        {left.slice(0, SHOWN).map((each) => (
          <List.Item key={each.cell.key}>
            {formats.dayOfMonth(each.cell.day)} · {each.cell.line.title} ·{" "}
            <ArticleName line={each.cell.line} />
            {each.text && ` · “${each.text}”`}: {why(each)}
          </List.Item>
        ))}
        {left.length > SHOWN && (
          <List.Item>{t("outcome.more", { count: left.length - SHOWN })}</List.Item>
        )}
        {outside > 0 && <List.Item>{t("outcome.outside", { count: outside })}</List.Item>}
      </List>
    </Alert>
  );
}

function useWhyLeft() {
  const { t } = useTranslation("work");
  const whyLocked = useWhyLocked();
  return ({ cell, why }: SkippedCell): string => {
    if (why.kind === "lock") return whyLocked(cell, why.lock);
    return why.kind === "rule" ? t(`rules.${why.rule}`) : t("outcome.conflict");
  };
}
