-- Leaves word where channels stand, or groups, for several at once: most of what a script costs is to be called. The
-- larger head wins, so that neither a replay nor a router that slept takes back what is known already; one of another
-- length was written by another version, and gives way.
--
-- KEYS[n]    string  where one stands, see RegistryKeys
-- ARGV[1]    int     time to live of each, ms
-- ARGV[n+1]  string  head of the n-th; heads compare as text, see NewsSpan and GroupHead
--
-- Answers which stand further on: their numbers, from 1 on.

local beyond = {}
for k = 1, #KEYS do
  local held, head = redis.call('GET', KEYS[k]), ARGV[k + 1]
  if not held or #held ~= #head or held < head then
    redis.call('SET', KEYS[k], head, 'PX', ARGV[1])
  elseif held > head then
    beyond[#beyond + 1] = k
  end
end
return beyond
