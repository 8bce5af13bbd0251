export const load = ({ url }: { url: URL }) => ({ token: url.searchParams.get('token') ?? '' })
