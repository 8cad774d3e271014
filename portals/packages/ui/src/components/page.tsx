import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useBoot } from "../context";
import { UnbrokenNumbers } from "./values";

interface Props {
  title: string;
  /** What the browser's tab is called where several pages share a title. */
  name?: string;
  /** One line of what this is. */
  lead?: ReactNode;
  /** The primary action. */
  action?: ReactNode;
  /** Where this belongs to: a way back. */
  back?: ReactNode;
  children: ReactNode;
}

/** A page: title, one line, action at the right, then the content. Names the browser's tab. */
export function Page({ title, name = title, lead, action, back, children }: Props) {
  const { agency } = useBoot();
  useEffect(() => {
    document.title = `${name} · ${agency.name}`;
  }, [name, agency.name]);
  return (
    <Stack gap="xl" maw={1440} mx="auto" w="100%">
      <Stack gap="xs">
        {back}
        <Group justify="space-between" align="flex-start" gap="md">
          <Stack gap={4} style={{ minWidth: 0, flex: "1 1 16rem" }}>
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              <UnbrokenNumbers>{title}</UnbrokenNumbers>
            </Title>
            {lead && (
              <Text c="dimmed" component="div">
                {lead}
              </Text>
            )}
          </Stack>
          {action}
        </Group>
      </Stack>
      {children}
    </Stack>
  );
}

/** A group of a page under its own heading. */
export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Group justify="space-between" gap="sm">
        <Title order={2}>{title}</Title>
        {action}
      </Group>
      {children}
    </Stack>
  );
}
