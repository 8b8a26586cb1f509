import { NotAllowedPage } from "@/components/layout/not-allowed-page";

export default function Forbidden() {
  return <NotAllowedPage />;
}
