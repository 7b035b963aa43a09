// The address and the systems; feeds are on.
module.exports = {
  title: 'Harbour\'s status',
  description: "What works, and what does not",
  baseUrl: "https://status.harbour.example", // the production domain
  defaultLocale: "en",
  locales: [
    { code: "en", iso: "en-US", name: "English" },
    { code: "es", iso: "es-ES", name: "Español" }
  ],
  content: {
    frontMatterFormat: "yaml",
    systems: ["checkout", "site-delivery", "api"]
  }
};
