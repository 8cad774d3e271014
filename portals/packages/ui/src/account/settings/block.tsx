import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "../../components/card";

interface Props {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}

/** One thing that can be set. */
export function Block({ title, lead, action, children }: Props) {
  return (
    <Card component="section" aria-label={title}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} style={{ minWidth: 0, flex: "1 1 16rem" }}>
          <Title order={2}>{title}</Title>
          {lead && (
            <Text c="dimmed" size="sm" component="div">
              {lead}
            </Text>
          )}
        </Stack>
        {action}
      </Group>
      {children}
    </Card>
  );
}

interface LineProps {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** One of several in a block: a passkey, a session. */
export function Line({ icon, title, children, actions }: LineProps) {
  return (
    <Group component="li" gap="md" wrap="wrap" justify="space-between" align="center" py="xs">
      <Group gap="sm" wrap="nowrap" align="flex-start" style={{ minWidth: 0, flex: "1 1 14rem" }}>
        {icon && (
          <Text span c="dimmed" lh={1} pt={2} aria-hidden>
            {icon}
          </Text>
        )}
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Text component="div" fw={550} style={{ overflowWrap: "anywhere" }}>
            {title}
          </Text>
          {children && (
            <Text component="div" size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {children}
            </Text>
          )}
        </Stack>
      </Group>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}

/** Lines under each other. */
export function Lines({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Stack component="ul" gap={0} m={0} p={0} aria-label={label} style={{ listStyle: "none" }}>
      {children}
    </Stack>
  );
}
