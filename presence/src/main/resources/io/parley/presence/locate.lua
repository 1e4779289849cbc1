-- Leaves word that conversations have moved, and after that reads where users are connected, for several at once: most
-- of what a script costs is to be called.
-- What many share, as members of a group do, is said once.
-- The larger head wins, so that neither a replay nor a router that slept takes back what is known already.
--
-- KEYS[n]  hash    the news of a user in a span of time, see RegistryKeys; as many as ARGV[1] says
-- KEYS[…]  string  where a user is connected, see DeviceLine
-- ARGV[1]  int     how many are left news
-- ARGV[2]  int     time to live of each hash, ms
-- ARGV[3]  int     conversations one may hold; news of further ones are dropped
-- ARGV[4]  int     how many conversations have moved
-- ARGV[5]… strings conversation and head of each, in turns; heads compare as text, see NewsSpan
-- ARGV[…]  string  for each hash, which of these are for it: their numbers from 1 on, with commas between
--
-- Answers for each of the other keys what it holds, or nothing, and last how many news were dropped.

local call = redis.call
local left, ttl, room = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local heads = 4
local whose, dropped = heads + 2 * ARGV[4], 0

local function leave(key, conversation, head)
  local held = call('HGET', key, conversation)
  if held then
    if held < head then
      call('HSET', key, conversation, head)
    end
    return
  end
  local size = call('HLEN', key)
  if size >= room then
    dropped = dropped + 1
    return
  end
  call('HSET', key, conversation, head)
  if size == 0 then
    call('PEXPIRE', key, ttl)
  end
end

for k = 1, left do
  local numbers = ARGV[whose + k]
  local only = tonumber(numbers)
  if only then
    leave(KEYS[k], ARGV[heads - 1 + 2 * only], ARGV[heads + 2 * only])
  else
    for number in string.gmatch(numbers, '%d+') do
      leave(KEYS[k], ARGV[heads - 1 + 2 * number], ARGV[heads + 2 * number])
    end
  end
end

local answer = left < #KEYS and call('MGET', unpack(KEYS, left + 1)) or {}
answer[#answer + 1] = dropped
return answer
