import * as assert from 'node:assert/strict';
import { openWorkbench, type Workbench } from './harness';

describe('the container in the activity bar', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench.close());

  it('is named Hermes Sessions and has an icon of its own', async () => {
    const entry = workbench.page.locator('.activitybar .action-label[aria-label^="Hermes Sessions"]');
    await entry.waitFor({ timeout: 60_000 });
    // VS Code draws a container's svg as a mask over the theme's colour.
    const mask = await entry.evaluate((element) => getComputedStyle(element).maskImage);
    assert.match(decodeURIComponent(mask), /\/media\/activity\.svg/);
  });

  it('opens the view Sessions', async () => {
    await workbench.openView();
    await workbench.page
      .locator('.part.sidebar .pane-header, .part.sidebar .composite.title')
      .getByText('Sessions')
      .first()
      .waitFor();
    await workbench.page.locator('.part.sidebar .pane-body').first().waitFor();
  });

  it('is in the palette as a view', async () => {
    await workbench.command('View: Show Hermes Sessions');
    await workbench.page.locator('.part.sidebar .composite.title', { hasText: /hermes sessions/i }).waitFor();
  });
});
