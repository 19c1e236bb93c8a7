import { readPlan } from '../programs/review/plan/read-plan';
import { reviewPlan } from '../programs/review/plan-review';

/** Classifies one plan and prints the peak memory of the process in KiB: `tsx review-once.ts <plan>`. */
const [file = ''] = process.argv.slice(2);
reviewPlan(file, file, readPlan(file));
console.log(process.resourceUsage().maxRSS);
