// biome-ignore lint/style/noDefaultExport: PostCSS takes its configuration from the default export
export default { plugins: { "@tailwindcss/postcss": {} } };
