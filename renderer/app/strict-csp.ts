import { z } from 'zod';

// The page's policy forbids building code from text. zod tries that once to see whether it may, which the browser
// reports as a violation; told not to, it reads schemas the plain way. Must run before any schema is made.
z.config({ jitless: true });
