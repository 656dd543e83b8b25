import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  globalSetup: './support/setup.ts',
  reporter: [['list'], ['./support/summary.ts']],
  forbidOnly: !!process.env.CI,
  retries: process.env.CI ? 1 : 0, // a busy machine; who needed a second try is named at the end
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'site', testIgnore: 'lighthouse.spec.ts' },
    // alone, when nothing else uses the processor: it measures
    { name: 'lighthouse', testMatch: 'lighthouse.spec.ts', dependencies: ['site'], workers: 1, fullyParallel: false, timeout: 300_000 },
  ],
});
