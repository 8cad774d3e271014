import { Paper, type PaperProps, Stack } from "@mantine/core";
import type { ReactNode } from "react";

/** A surface with a line around it. */
export function Card({ children, ...props }: PaperProps & { children: ReactNode }) {
  return (
    <Paper withBorder p={{ base: "md", sm: "lg" }} shadow="none" {...props}>
      <Stack gap="md">{children}</Stack>
    </Paper>
  );
}
