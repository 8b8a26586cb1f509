import { writeFileSync } from "node:fs";
import { LICENCES_PAGE, licencesPage } from "./licences-page";

writeFileSync(LICENCES_PAGE, licencesPage());
