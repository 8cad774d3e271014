import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A row for which a command could not be carried out, and why. */
export interface FailedRow {
  id: string;
  /** What the row is called: a number, a name. */
  name: string;
  reason: string;
}

export interface Outcome {
  done: number;
  failed: readonly FailedRow[];
}

interface Props {
  outcome: Outcome | null;
  /** Tries the failed ones again. */
  onRetry: (ids: string[]) => void;
  busy?: boolean;
  onClose: () => void;
}

/** What became of a command for many rows, row by row. */
export function RowOutcome({ outcome, onRetry, busy, onClose }: Props) {
  const { t } = useTranslation("ui");
  if (outcome === null) return null;
  const { done, failed } = outcome;
  const isAllDone = failed.length === 0;
  return (
    <Alert
      color={isAllDone ? "green" : "yellow"}
      variant="light"
      role="status"
      icon={isAllDone ? <IconCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={[
        t("list.done", { count: done }),
        ...(isAllDone ? [] : [t("list.failed", { count: failed.length })]),
      ].join(" · ")}
      withCloseButton
      closeButtonLabel={t("close")}
      onClose={onClose}
    >
      {!isAllDone && (
        <Stack gap="sm">
          <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: "none" }}>
            {failed.map(({ id, name, reason }) => (
              <li key={id}>
                <Text span fw={550}>
                  {name}
                </Text>
                {": "}
                {reason}
              </li>
            ))}
          </Stack>
          <Group>
            <Button
              size="compact-md"
              variant="default"
              loading={busy ?? false}
              onClick={() => onRetry(failed.map(({ id }) => id))}
            >
              {t("list.retry", { count: failed.length })}
            </Button>
          </Group>
        </Stack>
      )}
    </Alert>
  );
}
