// Opens project files and exports them, many in one start of node: a list of jobs on stdin, a list of results on stdout.
import { readFileSync } from "node:fs";
import { codebookCsv, codingsCsv } from "../../src/compassion_course/widgets/js/desk/exchange/csv.js";
import { gathered } from "../../src/compassion_course/widgets/js/desk/exchange/gathered.js";
import { Refusal } from "../../src/compassion_course/widgets/js/desk/exchange/plain-words.js";
import { projectFile } from "../../src/compassion_course/widgets/js/desk/exchange/project-file.js";
import { readProject } from "../../src/compassion_course/widgets/js/desk/exchange/project-reading.js";
import { codebookQdc } from "../../src/compassion_course/widgets/js/desk/exchange/refi-qdc.js";
import { projectQdpx } from "../../src/compassion_course/widgets/js/desk/exchange/refi-qdpx.js";

const { shelf, files } = JSON.parse(readFileSync(0, "utf8"));
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

const results = files.map((file) => {
  const read = readProject(Buffer.from(file, "base64"), shelf);
  const { problem, notices, aside } = read;
  if (!read.project) return { problem, notices };
  const told = { problem, notices, aside, text: projectFile(read.project).text };
  const all = gathered(read.project, shelf);
  // What is mended on opening a file is mended on the way out as well, where nobody saved and opened one.
  if (notices.length) told.direct = base64(projectQdpx(gathered(JSON.parse(Buffer.from(file, "base64").toString().replace(/^\ufeff/, "")), shelf)));
  const write = { qdpx: () => base64(projectQdpx(all)), qdc: () => base64(codebookQdc(all)), csv: () => codingsCsv(all), codebook: () => codebookCsv(all) };
  for (const [name, make] of Object.entries(write)) {
    try {
      told[name] = make();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      told[name] = null;
    }
  }
  return told;
});
process.stdout.write(JSON.stringify(results));
