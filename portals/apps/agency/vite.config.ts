import { definePortal } from "@portico/ui/vite";

export default definePortal({ name: "agency", here: import.meta.url });
