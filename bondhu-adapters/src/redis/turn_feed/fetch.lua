-- KEYS: open, events. ARGV: the last number seen, most events. Answers {state, events}.
local last = redis.call('LINDEX', KEYS[2], -1)
local closed = last and string.sub(last, 1, 1) == '!'
if not closed and redis.call('EXISTS', KEYS[1]) == 0 then
  return {'gone', {}}
end
local after = tonumber(ARGV[1])
local events = redis.call('LRANGE', KEYS[2], ARGV[1], string.format('%.0f', after + tonumber(ARGV[2]) - 1))
return {closed and 'closed' or 'open', events}
