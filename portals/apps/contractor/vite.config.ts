import { definePortal } from "@portico/ui/vite";

export default definePortal({ name: "contractor", here: import.meta.url });
