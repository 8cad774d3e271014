import { Paper, type PaperProps, Stack } from "@mantine/core";
import type { ReactNode } from "react";

interface Props extends PaperProps {
  /** What it is in the outline of the page; then it has a name. */
  component?: "div" | "section" | "article";
  "aria-label"?: string;
  children: ReactNode;
}

/** A surface with a line around it. */
export function Card({ children, component = "div", ...props }: Props) {
  return (
    <Paper component={component} withBorder p={{ base: "md", sm: "lg" }} shadow="none" {...props}>
      <Stack gap="md" h="100%">
        {children}
      </Stack>
    </Paper>
  );
}
