// kinesis-local listens on every interface and has no option for another one.
const net = require('net');

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (first, ...rest) {
  const options = typeof first === 'object' ? first : { port: first };
  const callbacks = rest.filter((argument) => typeof argument === 'function');
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...callbacks);
};
