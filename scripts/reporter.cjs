/**
 * A mocha reporter: what "spec" prints, and a JSON report in the file that TEST_REPORT names. The same one is used by
 * node and inside the extension host. The file is written at the end, so a run that died leaves none, which counts as
 * a failure.
 */
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_RUN_END } = Runner.constants;

module.exports = class Report extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const tests = [];
    const note = (state) => (test, error) =>
      tests.push({
        title: test.fullTitle(),
        // A hook has no file of its own.
        file: test.file ?? test.parent?.file ?? null,
        state,
        durationMs: test.duration ?? 0,
        error: error?.stack ?? error?.message ?? null,
      });
    // A hook that fails is reported as a failure of its own, under the hook's name.
    runner.on(EVENT_TEST_PASS, note('passed'));
    runner.on(EVENT_TEST_FAIL, note('failed'));
    runner.on(EVENT_RUN_END, () => {
      const file = process.env.TEST_REPORT;
      if (file) writeFileSync(file, `${JSON.stringify({ tests }, null, 1)}\n`);
    });
  }
};
