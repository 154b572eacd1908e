import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';

describe('thisHost', () => {
  const { host } = portsOfThisHost();

  it('knows a process that is there from one that is not, and which of two is younger', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const pid = child.pid ?? assert.fail('no process');
    try {
      assert.ok(host.isAlive(pid));
      const [own, other] = [host.startOf?.(process.pid), host.startOf?.(pid)];
      if (process.platform === 'linux') assert.ok((own ?? 0) > 0 && (other ?? 0) > (own ?? 0), `${own}, ${other}`);
      else assert.deepEqual([own, other], [null, null]);
      assert.equal(host.startOf?.(pid), other);
    } finally {
      child.kill('SIGKILL');
    }
    await new Promise((resolve) => child.on('close', resolve));
    assert.ok(!host.isAlive(pid));
    assert.equal(host.startOf?.(pid), null);
  });

  it('has started before now', () => {
    const since = host.upSince?.() ?? 0;
    assert.ok(since > 0 && since < Date.now());
  });
});
