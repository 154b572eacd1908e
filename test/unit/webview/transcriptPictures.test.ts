import * as assert from 'node:assert/strict';
import { imageOf } from '../../../src/core/imagePart';
import type { MessagePart } from '../../../src/core/message';
import { encodePng, pngDataUrl } from '../../support/png';
import { message } from './samples';
import { describeTranscript, settled, until } from './transcriptPage';

const url = pngDataUrl(encodePng(30, 20, [[200, 30, 30]], () => 0));
const image = (address: string): MessagePart => imageOf({ type: 'image_url', image_url: { url: address } });

describeTranscript('pictures in a transcript', (open) => {
  it('are shown when the message holds them, at their size, from bytes alone', async () => {
    const { page } = await open({ messages: [message('1', 'user', { parts: [{ kind: 'text', text: 'See' }, image(url)] })] });
    const picture = page.locator('.picture img');
    await picture.waitFor();
    await page.waitForFunction(() => document.querySelector('img')?.complete === true);
    assert.deepEqual(
      await picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight, img.width, img.height, img.src.split(':')[0]]),
      [30, 20, 30, 20, 'blob'],
    );
    assert.notEqual(await picture.getAttribute('alt'), '');
  });

  it('stay a stub when they are elsewhere, or are none of the kinds that are shown', async () => {
    const svg = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').toString('base64')}`;
    const { page } = await open({ messages: [message('1', 'user', { parts: [image('https://pictures.example/a.png'), image(svg), image('data:image/png;base64,AAAA')] })] });
    await settled(page);
    await settled(page);
    assert.equal(await page.locator('img').count(), 0);
    const stubs = await page.$$eval('.stub', (each) => each.map((stub) => (stub as HTMLElement).innerText.replaceAll('\n', ' ')));
    assert.equal(stubs.length, 3);
    assert.match(stubs[0]!, /Remote picture, not loaded.*pictures\.example/);
    assert.match(stubs[1]!, /SVG\+XML/);
  });

  it('are shown where Markdown holds them, and elsewhere say whose they are', async () => {
    const svg = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').toString('base64')}`;
    const text = `Before\n\n![The tides](${url})\n\n![drawn](${svg})\n\n![far](https://pictures.example/a.png)`;
    const { page } = await open({ messages: [message('1', 'assistant', { text })] });
    await page.waitForFunction(() => document.querySelector('img')?.complete === true);
    assert.deepEqual(await page.$$eval('img', (all) => all.map((img) => [img.alt, img.naturalWidth, img.src.split(':')[0]])), [['The tides', 30, 'blob']]);
    const stubs = await page.$$eval('.stub', (each) => each.map((stub) => (stub as HTMLElement).innerText.replaceAll('\n', ' ')));
    assert.equal(stubs.length, 2);
    assert.match(stubs[0]!, /drawn.*SVG\+XML/);
    assert.match(stubs[1]!, /far.*pictures\.example/);
  });

  it('are asked for again after the conversation was told anew', async () => {
    const { page, inbound, conversation } = await open({ messages: [message('1', 'user', { parts: [image(url)] })] });
    await page.locator('.picture img').waitFor();
    const before = await page.locator('.picture img').getAttribute('src');
    await conversation.receive({ type: 'showUndone', shown: true, place: null });
    // The picture that was there is complete all the while: it is the question for another one that tells them apart.
    await until(() => inbound.filter((said) => said?.type === 'picture').length === 2);
    await page.waitForFunction((old) => {
      const img = document.querySelector('img');
      return img !== null && img.src !== old && img.complete && img.naturalWidth === 30;
    }, before);
    assert.equal(inbound.filter((said) => said?.type === 'picture').length, 2);
  });
});
