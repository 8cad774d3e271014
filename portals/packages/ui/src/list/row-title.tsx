import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** The first cell of a row: the link or name, and below it what tells it from others. */
export function RowTitle({ children, below }: { children: ReactNode; below: ReactNode }) {
  return (
    <Stack gap={0}>
      {children}
      <RowDetails>{below}</RowDetails>
    </Stack>
  );
}

/** What stands smaller below the name of a row. */
export function RowDetails({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" component="span" fw={400}>
      {children}
    </Text>
  );
}
