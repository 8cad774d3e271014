import { Box, Stack, Text } from "@mantine/core";
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

/** What has a column of its own on all but a tablet (`folds`). */
export function OnTablet({ children }: { children: ReactNode }) {
  return (
    <Box component="span" display="block" visibleFrom="sm" hiddenFrom="md">
      {children}
    </Box>
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
