import { Alert, Anchor, Button, Group, List, Text } from "@mantine/core";
import { useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import type { Line } from "./model";
import type { PendingCell, Slot } from "./pending";
import { useWhyNot, useWork } from "./typing";

interface Props {
  lines: readonly Line[];
  onGo: (slot: Slot) => void;
}

const WRONG = new Set(["invalid", "refused", "conflict"]);

/** What was typed and does not stand, each with its reason and the way to it. */
export function Problems({ lines, onGo }: Props) {
  const { t } = useTranslation("work");
  const { pending } = useWork();
  const wrong = [...pending.values()].filter((each) => WRONG.has(each.phase));
  if (wrong.length === 0) return null;
  return (
    <Alert color="red" variant="light" title={t("problems.title", { count: wrong.length })}>
      <List size="sm" spacing={6}>
        {wrong.map((each) => (
          <List.Item key={each.slot.key}>
            <Problem pending={each} lines={lines} onGo={onGo} />
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Problem({ pending, lines, onGo }: Props & { pending: PendingCell }) {
  const { t } = useTranslation("work");
  const { autosave, history, choose } = useWork();
  const formats = useFormats();
  const whyNot = useWhyNot();
  const { slot } = pending;
  const line = lines.find((each) => each.orderId === slot.orderId && each.article === slot.article);
  return (
    <Group gap="xs">
      <Anchor component="button" type="button" size="sm" onClick={() => onGo(slot)}>
        {formats.day(slot.day)}
        {line && ` · ${line.title}`}
        {pending.invalid && ` · “${pending.invalid.text}”`}
      </Anchor>
      <Text span size="sm">
        {whyNot(pending)}
      </Text>
      {pending.phase === "conflict" ? (
        <Button size="compact-sm" onClick={() => choose(slot.key)}>
          {t("conflict.choose")}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            history.forget(slot.key);
            autosave.revert(slot.key);
          }}
        >
          {t("problems.revert")}
        </Button>
      )}
    </Group>
  );
}
