import { readPlan } from '../programs/review/plan/read-plan';
import { reviewPlan } from '../programs/review/plan-review';

/** Classes one plan and prints how much memory the process took at most, in KiB: `tsx review-once.ts <plan>`. */
const [file = ''] = process.argv.slice(2);
reviewPlan(file, file, readPlan(file));
console.log(process.resourceUsage().maxRSS);
