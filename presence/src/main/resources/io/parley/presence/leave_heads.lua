-- Leaves word where channels stand, for several at once: most of what a script costs is to be called. The larger head
-- wins, so that neither a replay nor a router that slept takes back what is known already.
--
-- KEYS[n]    string  where a channel stands, see RegistryKeys
-- ARGV[1]    int     time to live of each, ms
-- ARGV[n+1]  string  head of the n-th channel; heads compare as text, see NewsSpan
--
-- Answers how many have moved.

local moved = 0
for k = 1, #KEYS do
  local held, head = redis.call('GET', KEYS[k]), ARGV[k + 1]
  if not held or held < head then
    redis.call('SET', KEYS[k], head, 'PX', ARGV[1])
    moved = moved + 1
  end
end
return moved
